// How a function is bundled for Lambda: the same options in the graph's builds and in the bench.
// sharp has a binary of its own for each platform, pdf-lib and fontkit are large and seldom used: they
// are installed beside the bundle.
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'es2022',
  mainFields: ['module', 'main'],
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  keepNames: true,
  minify: true,
  logLevel: 'silent',
  external: ['sharp', '@cantoo/pdf-lib', '@pdf-lib/fontkit', 'pg-native', 'typescript'],
  banner: {
    js: [
      'import { createRequire as __r } from "node:module"',
      'import { fileURLToPath as __p } from "node:url"',
      'const require = __r(import.meta.url), __filename = __p(import.meta.url)',
      'const __dirname = __p(new URL(".", import.meta.url))',
    ].join('\n'),
  },
}
