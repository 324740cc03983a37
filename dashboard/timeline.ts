/** One mark a beat in the colour of its action; a click or the arrow keys open its reason. */
import type { BeatRecord } from '../src/core/beat-record.ts';
import { byId, element } from './elements.ts';

/** Marks shown. */
const SHOWN = 180;

export class Timeline {
  readonly #strip = byId('timeline');
  readonly #panel = byId('beat');
  #shown: readonly BeatRecord[] = [];
  #chosen: number | undefined;

  constructor() {
    this.#strip.addEventListener('click', ({ target }) => {
      if (target instanceof HTMLElement && target.dataset.beat) this.#choose(Number(target.dataset.beat));
    });
    this.#strip.addEventListener('keydown', (event) => this.#key(event));
  }

  #key(event: KeyboardEvent): void {
    const last = this.#shown.at(-1)?.beat;
    const first = this.#shown[0]?.beat;
    if (last === undefined || first === undefined) return;
    const at = this.#chosen ?? last;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: first, End: last, Enter: at }[event.key];
    if (event.key === 'Escape') this.close();
    if (next === undefined) return;
    event.preventDefault();
    this.#choose(Math.min(last, Math.max(first, next)));
  }

  close(): void {
    this.#chosen = undefined;
    this.#panel.hidden = true;
    this.draw(this.#shown);
  }

  #choose(beat: number): void {
    this.#chosen = beat;
    this.draw(this.#shown);
    const record = this.#shown.find((record) => record.beat === beat);
    if (!record) return;
    this.#panel.replaceChildren(...explained(record));
    this.#panel.hidden = false;
  }

  draw(records: readonly BeatRecord[]): void {
    this.#shown = records.slice(-SHOWN);
    this.#strip.replaceChildren(...this.#shown.map((record) => this.#mark(record)));
  }

  #mark({ beat, enacted }: BeatRecord): HTMLElement {
    const mark = element('i', '', enacted);
    mark.dataset.beat = String(beat);
    mark.title = `beat ${beat}: ${enacted}`;
    mark.role = 'option';
    mark.ariaLabel = mark.title;
    mark.ariaSelected = String(beat === this.#chosen);
    return mark;
  }
}

function explained({ beat, timestamp, enacted, decided, reason, flows, features, pid }: BeatRecord): Node[] {
  const head = `Beat ${beat}, ${new Date(timestamp * 1000).toLocaleTimeString()}: ${enacted}`;
  const list = element('ul');
  const lines = [
    `R: ${flows.R.explanation}`,
    `B: ${flows.B.explanation}`,
    `E: ${flows.E.explanation}`,
    `O: ${flows.O.explanation}`,
    `PID: ΔT ${(pid.deltaT * 1e3).toFixed(3)} ms, output ${pid.pidOut.toExponential(3)}, ${pid.state}`,
    ...features.surprises.map(({ reason }) => reason),
  ];
  list.append(...lines.map((line) => element('li', line)));
  const held =
    decided === enacted ? [] : [element('p', `Decided ${decided}; the guard let ${enacted} through.`)];
  return [element('b', head), element('p', reason), ...held, list];
}
