/** The button that verifies: loads what does it, and shows each step as it ends. */
import { byId, element } from './elements.ts';
import type { Step } from './verify.ts';

const KEPT = 'venom-checkpoint';

/** @param entity whose beats are decided again; undefined where the run has but one */
export function wireVerification(entity: () => string | undefined): void {
  const button = byId('verify');
  if (!(button instanceof HTMLButtonElement)) throw new Error('verify is no button');
  button.addEventListener('click', async () => {
    button.disabled = true;
    const steps = byId('steps');
    steps.replaceChildren();
    const tell = (step: Step): void => void steps.append(lineOf(step));
    try {
      // A path of the service, which the bundler is not to follow.
      const path = '/verify.js';
      const { verifyLedger }: typeof import('./verify.ts') = await import(path);
      const kept = localStorage.getItem(KEPT);
      await verifyLedger(
        kept === null ? null : JSON.parse(kept),
        (seen) => localStorage.setItem(KEPT, JSON.stringify(seen)),
        tell,
        entity(),
      );
    } catch (error) {
      tell({
        title: 'Not verified',
        ok: false,
        said: error instanceof Error ? error.message : String(error),
      });
    } finally {
      button.disabled = false;
      button.dataset.done = String(Number(button.dataset.done ?? 0) + 1);
    }
  });
}

function lineOf({ title, ok, said }: Step): HTMLElement {
  const line = element('li', '', ok === null ? 'open' : ok ? '' : 'bad');
  line.append(element('b', title), said);
  return line;
}
