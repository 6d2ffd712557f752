// Node, Bun and Deno: the package by its name, the report on standard output.
import * as neurite from 'neurite';
import { probe } from './probe.mjs';

console.log(JSON.stringify(await probe(neurite)));
