// Where WebAssembly comes from where no bytes may be compiled, as in workerd: files that are imported as modules. See
// wasm-embedded.ts.

import float32 from '../../build/float32.wasm';
import float64 from '../../build/float64.wasm';
import type { Precision } from '../engine.ts';

const MODULES: Record<Precision, WebAssembly.Module> = { float64, float32 };

export const ownModule = (precision: Precision): WebAssembly.Module => MODULES[precision];

export const loadOwnModule = async (precision: Precision): Promise<WebAssembly.Module> => MODULES[precision];
