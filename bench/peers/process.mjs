import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A contestant in a process of its own, so that none meets another's compiled code, heap or threads.
 *
 * Both ends speak in lines: the job as JSON, and the answer `{ version, outputs }` as JSON; then a number of repeats,
 * and the milliseconds that they took by the process's own clock, again and again until its input ends.
 */
export class PeerProcess {
  #child;
  #lines;
  #problem = '';
  #ended;

  constructor(command, parameters, environment = {}) {
    this.#child = spawn(command, parameters, { env: { ...process.env, ...environment } });
    this.#child.stderr.on('data', (text) => {
      this.#problem = (this.#problem + text).slice(-4000);
    });
    this.#child.stdin.on('error', () => {}); // it ended early: said below, when its answer does not come
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#problem = error.code === 'ENOENT' ? `${command} is missing` : error.message;
        resolve();
      });
      this.#child.on('close', resolve);
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Hands the job over. @returns what the process says of itself: `{ version, outputs }` */
  start(job) {
    return this.#ask(JSON.stringify(job));
  }

  /** @returns the milliseconds that the repeats took */
  run(repeats) {
    return this.#ask(repeats);
  }

  /** Ends the process. */
  stop() {
    this.#child.kill();
    return this.#ended;
  }

  async #ask(line) {
    this.#child.stdin.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    if (!done) return JSON.parse(value);
    await this.#ended;
    const lines = this.#problem.trim().split('\n');
    throw new Error(lines.find((text) => /^\w*Error\b|\bmissing\b/.test(text)) ?? lines.at(-1));
  }
}
