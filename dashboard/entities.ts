/** Which of many entities the page shows: a table of them, the worst first, and the choice kept in the address. */
import { byId, element } from './elements.ts';

/** Rows of a page. */
const ROWS = 10;

export interface EntityRow {
  readonly name: string;
  readonly beat: number;
  readonly lastAction: string | null;
  readonly threat: number | null;
  readonly budget: number | null;
  readonly blind: boolean;
}

interface Page {
  readonly entityCount: number;
  readonly entitiesFrom: number;
  readonly entities: readonly EntityRow[];
}

const KEY = 'entity';

export class Entities {
  readonly #section = byId('entities');
  readonly #place = byId('entity-table');
  readonly #changed: () => void;
  #from = 0;
  #chosen: string | undefined;

  /** @param changed told when another entity is chosen */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#chosen = chosenIn(location.hash);
    addEventListener('hashchange', () => this.#choose(chosenIn(location.hash)));
    byId('entities-before').addEventListener('click', () => this.#turn(-ROWS));
    byId('entities-after').addEventListener('click', () => this.#turn(ROWS));
  }

  /** undefined while none was chosen, and the run has but one. */
  get chosen(): string | undefined {
    return this.#chosen;
  }

  /** Reads the page that is shown. The first time the worst of many is chosen. */
  async look(): Promise<void> {
    const response = await fetch(`/api/status?from=${this.#from}&limit=${ROWS}`);
    const page: Page = await response.json();
    if (page.entities.length === 0 && this.#from > 0) {
      this.#from = 0;
      return this.look();
    }
    const [worst] = page.entities;
    const many = page.entityCount > 1 || (worst !== undefined && worst.name !== '');
    this.#section.hidden = !many;
    if (!many) return;
    if (this.#chosen === undefined && worst) this.#choose(worst.name);
    this.#draw(page);
  }

  /** The one that was chosen is there no more. */
  gone(): void {
    history.replaceState(null, '', location.pathname);
    this.#chosen = undefined;
  }

  #choose(name: string | undefined): void {
    if (name === this.#chosen) return;
    this.#chosen = name;
    if (name !== undefined) history.replaceState(null, '', `#${new URLSearchParams({ [KEY]: name })}`);
    this.#changed();
  }

  #turn(rows: number): void {
    this.#from = Math.max(0, this.#from + rows);
    void this.look();
  }

  #draw({ entityCount, entitiesFrom, entities }: Page): void {
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset.name : null;
    const table = element('table');
    table.append(heading(), ...entities.map((entity) => this.#row(entity)));
    this.#place.replaceChildren(table);
    const again = [...table.querySelectorAll('button')].find(({ dataset }) => dataset.name === focused);
    again?.focus();
    const to = entitiesFrom + entities.length;
    byId('entities-shown').textContent = `${entitiesFrom + 1} to ${to} of ${entityCount}, the worst first`;
    enable('entities-before', entitiesFrom > 0);
    enable('entities-after', to < entityCount);
  }

  #row({ name, beat, lastAction, threat, budget, blind }: EntityRow): HTMLElement {
    const row = element('tr');
    const button = element('button', name === '' ? 'the run’s own' : name, 'link');
    button.type = 'button';
    button.dataset.name = name;
    button.ariaPressed = String(name === this.#chosen);
    button.addEventListener('click', () => {
      this.#choose(name);
      void this.look();
    });
    const first = element('td');
    first.append(button);
    const action = element('td');
    action.append(element('span', lastAction ?? 'none yet', `action ${lastAction ?? ''}`));
    if (blind) action.append(' blind');
    row.append(
      first,
      action,
      element('td', threat?.toFixed(2) ?? '–', 'n'),
      element('td', budget === null ? '–' : `${Math.round(budget * 100)} %`, 'n'),
      element('td', String(beat), 'n more'),
    );
    return row;
  }
}

function chosenIn(hash: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get(KEY) ?? undefined;
}

function enable(id: string, on: boolean): void {
  const button = byId(id);
  if (button instanceof HTMLButtonElement) button.disabled = !on;
}

function heading(): HTMLElement {
  const row = element('tr');
  row.append(
    element('th', 'entity'),
    element('th', 'action'),
    element('th', 'threat', 'n'),
    element('th', 'budget', 'n'),
    element('th', 'beats', 'n more'),
  );
  return row;
}

/** A path of the service, asked for the entity that is chosen. */
export function forEntity(path: string, entity: string | undefined): string {
  if (entity === undefined) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ [KEY]: entity })}`;
}
