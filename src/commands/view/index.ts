/** How beats look to people: rendering only, values in, lines out. */
export { renderLine } from './beat-line.ts';
export { renderEntities, type TableView } from './entity-table.ts';
export { type ExplanationParts, renderExplanation } from './explanation.ts';
export {
  type FleetChange,
  type FleetFrame,
  renderFleet,
  renderFleetSummary,
} from './fleet-table.ts';
export { type FrameView, HISTORY_BEATS, renderFrame } from './frame.ts';
export type { Constants, Limits } from './limits.ts';
export type { View } from './lines.ts';
export { type Frame, type LiveStream, LiveTerminal, type ProcessEvents } from './live-terminal.ts';
export { type RunSummary, renderSummary } from './summary.ts';
export {
  type Environment,
  type OutputStream,
  sizeOf,
  type TerminalStyle,
  terminalStyle,
} from './terminal-style.ts';
export { cut, printable } from './text.ts';
export { renderWhatIf } from './what-if.ts';
