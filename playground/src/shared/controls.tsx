// Buttons, choices and sliders, each with a label that everyone can find.

import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';

const ICONS = {
  play: 'M7 4.5v15l12.5-7.5z',
  pause: 'M6.5 5h4v14h-4zM13.5 5h4v14h-4z',
  step: 'M5 5v14l9.5-7zM16 5h3v14h-3z',
  finish: 'M4 5v14l7.5-7zM11.5 5v14l7.5-7zM19 5h2v14h-2z',
  reset: 'M12 5V1.5L6.5 6 12 10.5V7.2a4.9 4.9 0 1 1-4.9 4.9H4.9A7.1 7.1 0 1 0 12 5z',
  plus: 'M10.9 5h2.2v5.9H19v2.2h-5.9V19h-2.2v-5.9H5v-2.2h5.9z',
  minus: 'M5 10.9h14v2.2H5z',
  dice: 'M6 3h12a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3zm2.5 4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zm7 0a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zM12 10.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zm-3.5 3.5a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zm7 0a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2z',
  sun: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM3.5 5 5 3.5l2.8 2.8-1.5 1.5zM16.2 17.7l1.5-1.5 2.8 2.8-1.5 1.5zM3.5 19l2.8-2.8 1.5 1.5L5 20.5zM16.2 6.3 19 3.5 20.5 5l-2.8 2.8z',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  link: 'M10.6 13.4a1 1 0 0 0 1.4 0l4.9-4.9a2.6 2.6 0 0 0-3.7-3.7l-1.5 1.5-1.4-1.4 1.5-1.5a4.6 4.6 0 0 1 6.5 6.5l-4.9 4.9a3 3 0 0 1-4.2 0zM13.4 10.6a1 1 0 0 0-1.4 0l-4.9 4.9a2.6 2.6 0 0 0 3.7 3.7l1.5-1.5 1.4 1.4-1.5 1.5a4.6 4.6 0 0 1-6.5-6.5l4.9-4.9a3 3 0 0 1 4.2 0z',
  download: 'M11 3h2v9l3.3-3.3 1.4 1.4L12 15.8l-5.7-5.7 1.4-1.4L11 12zM4 18.5h16v2H4z',
  eraser:
    'M14.8 3.5 20.5 9.2a1.5 1.5 0 0 1 0 2.1L13 18.8h7v2H8.5L3.5 15.8a1.5 1.5 0 0 1 0-2.1L12.7 3.5a1.5 1.5 0 0 1 2.1 0zM9.3 10 5.5 13.8l3.8 3.9 3.9-3.8z',
  close: 'm6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6 10.6 12 5 6.4z',
} as const;

export type IconName = keyof typeof ICONS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon'> {
  icon?: IconName;
  /** 'main' for the one thing that a visitor should press, 'quiet' for small ones. */
  look?: 'main' | 'quiet';
  disabled?: boolean;
  children?: ComponentChildren;
}

export function Button({ icon, look, children, class: className, ...rest }: ButtonProps) {
  const classes = ['button', look, children === undefined && 'only-icon', className].filter(Boolean).join(' ');
  return (
    <button type="button" class={classes} {...rest}>
      {icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

interface SelectProps<T extends string> {
  label: string;
  value: T;
  options: readonly (T | { value: T; label: string })[];
  onChange: (value: T) => void;
  hideLabel?: boolean;
}

export function Select<T extends string>({ label, value, options, onChange, hideLabel }: SelectProps<T>) {
  return (
    <label class="field">
      <span class={hideLabel ? 'hidden' : 'field-label'}>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {options.map((option) => {
          const { value: name, label: text } = typeof option === 'string' ? { value: option, label: option } : option;
          return (
            <option key={name} value={name} selected={name === value}>
              {text}
            </option>
          );
        })}
      </select>
    </label>
  );
}

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  show?: (value: number) => string;
  onChange: (value: number) => void;
}

export function Slider({ label, value, min, max, step, show = String, onChange }: SliderProps) {
  const id = useId();
  return (
    <div class="field slider">
      <label class="field-label" for={id}>
        {label}
      </label>
      <output class="field-value" for={id}>
        {show(value)}
      </output>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={show(value)}
        style={{ '--share': `${(100 * (value - min)) / (max - min)}%` }}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}

interface NumberFieldProps {
  label: string;
  value: number;
  min?: number;
  max?: number;
  step?: number | 'any';
  hideLabel?: boolean;
  /** Called with a number in the range, when the field is left or Enter pressed. */
  onChange: (value: number) => void;
}

export function NumberField({ label, value, min, max, step = 'any', hideLabel, onChange }: NumberFieldProps) {
  const [draft, setDraft] = useState<string>();
  useEffect(() => setDraft(undefined), [value]);
  const commit = (text: string) => {
    const number = Number(text);
    setDraft(undefined);
    if (text.trim() === '' || !Number.isFinite(number)) return;
    const inRange = Math.min(max ?? Infinity, Math.max(min ?? -Infinity, number));
    if (inRange !== value) onChange(inRange);
  };
  return (
    <label class="field">
      <span class={hideLabel ? 'hidden' : 'field-label'}>{label}</span>
      <input
        type="number"
        inputMode="decimal"
        min={min}
        max={max}
        step={step}
        title={String(value)}
        value={draft ?? Number(value.toPrecision(7))}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onChange={(event) => commit(event.currentTarget.value)}
      />
    </label>
  );
}

interface SwitchesProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: ComponentChildren; title?: string }[];
  onChange: (value: T) => void;
}

/** One of a few, all in view: radio buttons that look like a row of switches. */
export function Switches<T extends string>({ label, value, options, onChange }: SwitchesProps<T>) {
  const name = useId();
  return (
    <fieldset class="switches">
      <legend class="hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} title={option.title}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
