// npm start: the tutorial as a program.

import { NeuralNetwork } from 'neurite';

const network = new NeuralNetwork({ layers: [3, 1], bias: false, initializer: 'uniform', loss: 'squaredError', seed: 1 });
console.log(network.weights[0].join('\n'));
