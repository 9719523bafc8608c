// Something that has to be on the machine is not; the message says how to get it.

export class Missing extends Error {}
