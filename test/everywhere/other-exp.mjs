/**
 * The project with another exp: the last bit of one constant is changed in each precision, to show that the probe sees it.
 */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';

const LEFT_OUT = ['.git', 'build', 'node_modules'];

/**
 * @param root  the project's folder
 * @returns { folder, remove() }: a copy of it, to be built and packed
 */
export async function withOtherExp(root) {
  const folder = await mkdtemp(join(tmpdir(), 'neurite-other-exp-'));
  const isWanted = (path) =>
    !relative(root, path)
      .split(sep)
      .some((name) => LEFT_OUT.includes(name));
  await cp(root, folder, { recursive: true, filter: isWanted });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'assembly/coefficients.ts');
  let text = await readFile(file, 'utf8');
  text = change(text, 'STEP_LOW', new Float64Array(1));
  text = change(text, 'EXP_4', new Float32Array(1));
  await writeFile(file, text);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Flips the last bit of a constant, as a number of the kind of `number`. */
function change(text, name, number) {
  return text.replace(new RegExp(`(?<=export const ${name}: number = )[^;]+`), (value) => {
    number[0] = Number(value);
    new Uint8Array(number.buffer)[0] ^= 1;
    return String(number[0]);
  });
}
