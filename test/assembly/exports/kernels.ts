// The parts of the core that the tests call one by one.

export { activate, softmaxColumns } from '../../../assembly/activations';
export {
  denseBackwardBiases, denseBackwardInput, denseBackwardWeights, denseForward, packDeltas,
} from '../../../assembly/dense';
export { planEvaluation, planNetwork, planTraining } from '../../../assembly/layout';
export {
  fillNormal, fillUniform, random, randomInteger, randomNormal, randomWord, seedRandom, shuffle,
} from '../../../assembly/random';

/** The id of the class, for arrays that the tests hand in. */
export const INT32_ARRAY: u32 = idof<Int32Array>();
