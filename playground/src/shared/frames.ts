// Work that follows the screen.

import { useEffect, useRef } from 'preact/hooks';

/** Calls `draw` once a frame while the component is shown and `running`. */
export function useFrames(running: boolean, draw: () => void): void {
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    if (!running) return;
    let frame = requestAnimationFrame(function next() {
      frame = requestAnimationFrame(next);
      latest.current();
    });
    return () => cancelAnimationFrame(frame);
  }, [running]);
}

export const prefersLessMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
