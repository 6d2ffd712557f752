"""The peers that are Python: numpy, scikit-learn and PyTorch.

    python3 peers.py PEER [DTYPE [THREADS]]      # numpy, sklearn, torch; float64, float32

Reads a job (one line of JSON) and answers with its version and, after the epochs of the check, its outputs; then reads
numbers of repeats, a line each, and answers each with the milliseconds that it took. process.mjs is the other end.
"""

import base64
import json
import sys
import time
import warnings

import numpy as np


def decode(text, shape, dtype="<f8"):
    return np.frombuffer(base64.b64decode(text), dtype=dtype).reshape(shape)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Numpy:
    """The network written out in numpy: what each of the training steps is."""

    version = f"numpy {np.__version__}"

    def __init__(self, job, dtype):
        self.job = job
        if job["part"] == "tutorial":
            return
        self.x = job["inputs"].astype(dtype)
        self.y = job["targets"].astype(dtype)
        self.weights = [w.astype(dtype) for w in job["weights"]]
        self.biases = [b.astype(dtype) for b in job["biases"]]
        self.random = np.random.RandomState(1)

    def forward(self, x):
        activations = [x]
        last = len(self.weights) - 1
        for layer, (w, b) in enumerate(zip(self.weights, self.biases)):
            z = activations[-1] @ w
            z += b
            if layer < last:
                activations.append(sigmoid(z))
            else:
                z -= z.max(axis=1, keepdims=True)
                np.exp(z, out=z)
                z /= z.sum(axis=1, keepdims=True)
                activations.append(z)
        return activations

    def train(self, epochs):
        size = self.job["batchSize"]
        rate = self.x.dtype.type(self.job["learningRate"])
        for _ in range(epochs):
            order = self.random.permutation(len(self.x))
            x, y = self.x[order], self.y[order]
            for start in range(0, len(x), size):
                activations = self.forward(x[start : start + size])
                delta = (activations[-1] - y[start : start + size]) / self.x.dtype.type(size)
                for layer in reversed(range(len(self.weights))):
                    a = activations[layer]
                    weights_step = a.T @ delta
                    biases_step = delta.sum(axis=0)
                    if layer > 0:
                        delta = (delta @ self.weights[layer].T) * a * (1 - a)
                    self.weights[layer] -= rate * weights_step
                    self.biases[layer] -= rate * biases_step

    def outputs(self):
        return self.forward(self.x)[-1]

    def think(self, repeats):
        rows = [list(row) for row in self.x[:64]]
        for repeat in range(repeats):
            self.forward(np.array([rows[repeat % 64]], dtype=self.x.dtype))[-1][0].tolist()

    def tutorial(self):
        x, y = self.job["inputs"], self.job["targets"]
        w = self.job["weights"][0].copy()
        for _ in range(self.job["steps"]):
            output = sigmoid(x @ w)
            w += x.T @ ((y - output) * output * (1 - output))
        return sigmoid(self.job["question"] @ w)


class Sklearn:
    def __init__(self, job, dtype):
        import sklearn
        from sklearn.neural_network import MLPClassifier

        warnings.filterwarnings("ignore")
        self.version = f"scikit-learn {sklearn.__version__}"
        self.x = job["inputs"].astype(dtype)
        self.labels = job["labels"]
        self.model = MLPClassifier(
            hidden_layer_sizes=job["layers"][1:-1],
            activation="logistic",
            solver="sgd",
            batch_size=job["batchSize"],
            learning_rate_init=job["learningRate"],
            momentum=0,
            nesterovs_momentum=False,
            alpha=0,
            tol=0,
            n_iter_no_change=10**9,
            max_iter=1,
            warm_start=True,
            random_state=1,
        )
        self.model.fit(self.x, self.labels)
        self.model.coefs_ = [w.astype(dtype) for w in job["weights"]]
        self.model.intercepts_ = [b.astype(dtype) for b in job["biases"]]

    def train(self, epochs):
        self.model.max_iter = epochs
        self.model.fit(self.x, self.labels)

    def outputs(self):
        return self.model.predict_proba(self.x)

    def think(self, repeats):
        rows = [list(row) for row in self.x[:64]]
        for repeat in range(repeats):
            self.model.predict_proba([rows[repeat % 64]])[0].tolist()


class Torch:
    def __init__(self, job, dtype, threads):
        import torch

        self.torch = torch
        if threads:
            torch.set_num_threads(threads)
        torch.manual_seed(1)
        self.version = f"PyTorch {torch.__version__}, {torch.get_num_threads()} thread(s)"
        self.job = job
        self.dtype = getattr(torch, dtype)
        self.x = torch.tensor(job["inputs"], dtype=self.dtype)
        if "labels" not in job:
            return
        self.labels = torch.tensor(job["labels"], dtype=torch.int64)
        modules = []
        for w, b in zip(job["weights"], job["biases"]):
            linear = torch.nn.Linear(*w.shape, dtype=self.dtype)
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(w.T.copy()))
                linear.bias.copy_(torch.tensor(b))
            modules += [linear, torch.nn.Sigmoid()]
        self.model = torch.nn.Sequential(*modules[:-1])
        self.loss = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=job["learningRate"])

    def train(self, epochs):
        size = self.job["batchSize"]
        for _ in range(epochs):
            order = self.torch.randperm(len(self.x))
            for x, labels in zip(self.x[order].split(size), self.labels[order].split(size)):
                self.optimizer.zero_grad(set_to_none=True)
                self.loss(self.model(x), labels).backward()
                self.optimizer.step()

    def outputs(self):
        with self.torch.no_grad():
            return self.torch.softmax(self.model(self.x), 1).numpy()

    def think(self, repeats):
        torch = self.torch
        rows = self.job["inputs"][:64].tolist()
        with torch.inference_mode():
            for repeat in range(repeats):
                row = torch.tensor(rows[repeat % 64], dtype=self.dtype)
                torch.softmax(self.model(row), 0).tolist()

    def tutorial(self):
        torch = self.torch
        y = torch.tensor(self.job["targets"], dtype=self.dtype)
        w = torch.tensor(self.job["weights"][0], dtype=self.dtype)
        with torch.inference_mode():
            for _ in range(self.job["steps"]):
                output = torch.sigmoid(self.x @ w)
                w += self.x.T @ ((y - output) * output * (1 - output))
            return float(torch.sigmoid(torch.tensor(self.job["question"], dtype=self.dtype) @ w))


def main(peer, dtype="float64", threads=""):
    job = json.loads(sys.stdin.readline())
    if job["part"] == "tutorial":
        job["inputs"] = np.array(job["inputs"], dtype=float)
        job["targets"] = np.array(job["targets"], dtype=float)
        job["weights"] = [np.array(job["weights"], dtype=float).reshape(3, 1)]
        job["question"] = np.array(job["question"], dtype=float)
    else:
        layers = job["layers"]
        job["inputs"] = decode(job["inputs"], (-1, layers[0]))
        job["targets"] = decode(job["targets"], (-1, layers[-1]))
        job["labels"] = decode(job["labels"], -1, "<i4")
        job["weights"] = [decode(w, s) for w, s in zip(job["weights"], zip(layers, layers[1:]))]
        job["biases"] = [decode(b, -1) for b in job["biases"]]

    if peer == "torch":
        worker = Torch(job, dtype, int(threads or 0))
    else:
        worker = {"numpy": Numpy, "sklearn": Sklearn}[peer](job, dtype)

    hello = {"version": worker.version}
    if job["part"] == "tutorial":
        hello["outputs"] = [float(np.ravel(worker.tutorial())[0])]
    elif job["part"] == "training":
        worker.train(job["epochs"])
        hello["outputs"] = np.asarray(worker.outputs(), dtype=float).ravel().tolist()
    print(json.dumps(hello), flush=True)

    for line in sys.stdin:
        repeats = int(line)
        start = time.perf_counter()
        if job["part"] == "tutorial":
            for _ in range(repeats):
                worker.tutorial()
        elif job["part"] == "training":
            worker.train(repeats)
        else:
            worker.think(repeats)
        print((time.perf_counter() - start) * 1000, flush=True)


main(*sys.argv[1:])
