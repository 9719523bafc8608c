export const mayImport: Record<
  | 'kernel'
  | 'publication'
  | 'staff'
  | 'readers'
  | 'editorial'
  | 'delivery'
  | 'privacy'
  | 'aws'
  | 'web'
  | 'runtime'
  | 'sandbox'
  | 'cli',
  string[] | '*'
>
export const owners: Record<string, string[]>
export const pureAws: string[]
