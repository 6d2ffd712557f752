// Errors that are not about a value (RangeError) or its kind (TypeError).

/** The place where neurite runs lacks something, or refused it. */
export class EnvironmentError extends Error {
  /** The name of the class, also where it is minified. */
  override readonly name = 'EnvironmentError';
}

/** Training was stopped because a loss or a parameter was no longer finite. The network has the last whole epoch's parameters. */
export class DivergenceError extends Error {
  /** The name of the class, also where it is minified. */
  override readonly name = 'DivergenceError';

  /**
   * Made by a training.
   *
   * @param epoch     the epoch, counted from 1, that did not end well
   * @param lastLoss  the loss of the last whole epoch; undefined where there was none
   */
  constructor(
    readonly epoch: number,
    readonly lastLoss: number | undefined,
  ) {
    const last =
      lastLoss === undefined ? 'no epoch before it was whole' : `the last whole epoch had a loss of ${lastLoss}`;
    super(
      `train: epoch ${epoch} diverged (a loss or a parameter was not finite; ${last}). ` +
        'The network keeps the parameters of the last whole epoch. Try a smaller learningRate, scaled inputs, or clipNorm: 1.',
    );
  }
}
