// Taking the network away: a link, a model, a program, a picture.

import { useState } from 'preact/hooks';
import { keepState } from '../shared/address.ts';
import { Button } from '../shared/controls.tsx';
import { drawPlane } from './plane.tsx';
import { programOf } from './program.ts';
import { writeRun } from './settings.ts';
import { data, exportModel, pause, picture, presentRun } from './trainer.ts';

/** Addresses beyond this are cut by some programs that pass links on. */
const LONG_LINK = 30_000;

export function Export() {
  const [said, setSaid] = useState('');
  const copyLink = async () => {
    pause();
    if (picture.value) keepState('network', writeRun(presentRun(picture.value)));
    await navigator.clipboard.writeText(location.href);
    setSaid(
      location.href.length > LONG_LINK
        ? 'Copied. The link is long, for it carries your points; some programs may cut it.'
        : 'Copied. The link makes this very network again, to the bit.',
    );
  };
  const saveModel = async () => {
    save(new Blob([`${JSON.stringify(await exportModel())}\n`], { type: 'application/json' }), 'network.json');
    setSaid('Saved: NeuralNetwork.fromJSON reads it.');
  };
  const saveProgram = () => {
    if (!picture.value) return;
    save(new Blob([programOf(presentRun(picture.value), data.value)], { type: 'text/javascript' }), 'train.mjs');
    setSaid('Saved: node train.mjs ends in the same network.');
  };
  const savePicture = () => {
    if (!picture.value) return;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1024;
    drawPlane(canvas.getContext('2d') as CanvasRenderingContext2D, 1024, data.value, picture.value);
    canvas.toBlob((blob) => blob && save(blob, 'network.png'));
    setSaid('Saved.');
  };
  return (
    <>
      <h2 id="export-title">Take it with you</h2>
      <div class="export">
        <Button icon="link" onClick={copyLink}>
          Copy link
        </Button>
        <Button icon="download" onClick={saveModel}>
          Model (JSON)
        </Button>
        <Button icon="download" onClick={saveProgram}>
          Program (JavaScript)
        </Button>
        <Button icon="download" onClick={savePicture}>
          Picture (PNG)
        </Button>
      </div>
      <p class="note" role="status">
        {said || 'The address of this page holds everything: settings, seed and epoch.'}
      </p>
    </>
  );
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
