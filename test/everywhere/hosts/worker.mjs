// workerd: run by `workerd test`, bundled as its users bundle, with the `workerd` condition.
import * as neurite from 'neurite';
import { probe } from './probe.mjs';

export default {
  async test() {
    console.log(JSON.stringify(await probe(neurite)));
  },
};
