// A canvas that is as sharp as the screen and draws anew when its size, the theme or what it shows changes.

import type { CanvasHTMLAttributes } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { theme } from './theme.ts';

export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

interface CanvasProps extends Omit<CanvasHTMLAttributes<HTMLCanvasElement>, 'width' | 'height'> {
  /** Draws in CSS pixels; a new function draws anew. */
  draw: Draw;
  /** Filled in with the element. */
  element?: { current: HTMLCanvasElement | null };
}

export function Canvas({ draw, element, ...rest }: CanvasProps) {
  const own = useRef<HTMLCanvasElement>(null);
  const reference = element ?? own;
  const latest = useRef(draw);
  latest.current = draw;
  const present = theme.value;

  const paint = () => {
    const canvas = reference.current;
    if (!canvas) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    const scale = Math.min(devicePixelRatio || 1, 2);
    const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
    }
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    latest.current(context, width, height);
  };

  useLayoutEffect(paint, [draw, present]);
  useEffect(() => {
    const observer = new ResizeObserver(paint);
    observer.observe(reference.current as HTMLCanvasElement);
    return () => observer.disconnect();
  }, []);

  return <canvas ref={reference} {...rest} />;
}
