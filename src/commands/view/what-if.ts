/** Two runs side by side: as recorded, and as other parameters would have had it. */
import { ACTIONS, runName } from '../../core/beat-record.ts';
import type { Alternative, RunFigures, WhatIfReport } from '../../core/what-if.ts';
import { padEnd, padStart } from './text.ts';

const LABEL = 16;
const COLUMN = 14;

export function renderWhatIf(
  { recorded, alternative, different, firstDifferent }: WhatIfReport,
  changed: Alternative,
  { unicode }: { readonly unicode?: boolean },
): string[] {
  const row = (label: string, of: (figures: RunFigures) => string): string =>
    padEnd(label, LABEL) + padStart(of(recorded), COLUMN) + padStart(of(alternative), COLUMN);
  const what = Object.entries(changed)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const squared = unicode === false ? 's^2' : 's²';
  return [
    `What if: ${what}. Inputs as recorded: the world does not answer to other decisions.`,
    padEnd('', LABEL) + padStart('recorded', COLUMN) + padStart('what if', COLUMN),
    row('beats', ({ beats }) => String(beats)),
    ...ACTIONS.map((action) => row(action, ({ actions }) => String(actions[action]))),
    row('transitions', ({ flaps }) => String(flaps)),
    row('stable', ({ stable }) => percent(stable)),
    row(`mean V, ${squared}`, ({ meanLyapunov }) => meanLyapunov.toExponential(3)),
    row(`largest V, ${squared}`, ({ maxLyapunov }) => maxLyapunov.toExponential(3)),
    row('mean budget', ({ meanBudget }) => percent(meanBudget)),
    ...(['R', 'B', 'E', 'O'] as const).map((id) =>
      row(`weight ${id}`, ({ weights }) => (weights === null ? 'none' : weights[id].toFixed(4))),
    ),
    firstDifferent === null
      ? 'Every beat takes the same action.'
      : `${different} beats take another action, the first in ${runName(firstDifferent.run, firstDifferent.entity)} at beat ${firstDifferent.beat}: ${firstDifferent.alternative} instead of ${firstDifferent.recorded}.`,
  ];
}
