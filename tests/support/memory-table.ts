// The table in memory, where tests look for it.
export { memoryTable } from '#sandbox/memory-table'
