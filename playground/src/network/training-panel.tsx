// How the network learns.

import { NumberField, Select, Slider } from '../shared/controls.tsx';
import { percent, tick } from '../shared/format.ts';
import { defaultLearningRate, lossesFor, OPTIMIZER_NAMES, optimizerParameters, outputsFor } from './settings.ts';
import { data, restart, setTraining, settings, training } from './trainer.ts';

const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const BATCHES = [1, 4, 8, 16, 32, 64, 128, 0];
const PENALTIES = [0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];

/** The value among the choices, whatever a link brought. */
const including = (choices: number[], value: number) => (choices.includes(value) ? choices : [...choices, value]);

const PARAMETER_NAMES: Record<string, string> = {
  momentum: 'Momentum',
  beta1: 'β₁',
  beta2: 'β₂',
  epsilon: 'ε',
  weightDecay: 'Weight decay',
  initialAccumulator: 'Start of sums',
  etaMinus: 'η⁻',
  etaPlus: 'η⁺',
  stepMin: 'Least step',
  stepMax: 'Largest step',
};

export function TrainingPanel() {
  const { optimizer, learningRate, batchSize, l1, l2, parameters } = training.value;
  const { output, loss, dropout, hidden } = settings.value;
  const numbers = (choices: number[], name: (value: number) => string = tick) =>
    choices.map((value) => ({ value: String(value), label: name(value) }));
  return (
    <>
      <h2 id="training-title">Learning</h2>
      <div class="training-grid">
        <Select
          label="Optimizer"
          value={optimizer}
          options={OPTIMIZER_NAMES}
          onChange={(next) =>
            setTraining({ optimizer: next, parameters: {}, learningRate: Math.max(defaultLearningRate(next), 0.01) })
          }
        />
        <Select
          label="Learning rate"
          value={String(learningRate)}
          options={numbers(including(RATES, learningRate))}
          onChange={(value) => setTraining({ learningRate: Number(value) })}
        />
        <Select
          label="Batch size"
          value={String(batchSize)}
          options={numbers(including(BATCHES, batchSize), (value) => (value ? String(value) : 'all rows'))}
          onChange={(value) => setTraining({ batchSize: Number(value) })}
        />
        <Select label="Loss" value={loss} options={lossesFor(output)} onChange={(next) => restart({ loss: next })} />
        <Select
          label="Output"
          value={output}
          options={outputsFor(data.value)}
          onChange={(next) => restart({ output: next })}
        />
        <Select
          label="L1"
          value={String(l1)}
          options={numbers(including(PENALTIES, l1))}
          onChange={(value) => setTraining({ l1: Number(value) })}
        />
        <Select
          label="L2"
          value={String(l2)}
          options={numbers(including(PENALTIES, l2))}
          onChange={(value) => setTraining({ l2: Number(value) })}
        />
        {hidden.length > 0 && (
          <Slider
            label="Dropout"
            value={dropout}
            min={0}
            max={0.8}
            step={0.05}
            show={(value) => percent(value, 0)}
            onChange={(value) => restart({ dropout: value })}
          />
        )}
        {optimizerParameters(optimizer).map(([name, value]) => (
          <NumberField
            key={`${optimizer} ${name}`}
            label={PARAMETER_NAMES[name] ?? name}
            value={parameters[name] ?? value}
            onChange={(next) => setTraining({ parameters: { ...parameters, [name]: next } })}
          />
        ))}
      </div>
    </>
  );
}
