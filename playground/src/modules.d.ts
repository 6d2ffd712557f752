// What Vite gives that TypeScript does not know of.

declare module 'neurite/scalar.wasm?url' {
  const url: string;
  export default url;
}
