/** Seeded uniform numbers in [0, 1), made with whole-number arithmetic: the same everywhere. The bench's generator. */
export { uniformNumbers } from '../../../bench/workloads.mjs';
