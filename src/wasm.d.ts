// What the host or a bundler makes of an imported .wasm file, where it may be imported.
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
