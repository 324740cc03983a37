/** Utilisation of the processors over time, without a supervisor and with one, as SVG. */
const WIDTH = 900;
const HEIGHT = 230;
const LEFT = 56;
const TOP = 34;

export function picture({ without, withVenom, setpoint, band, stressed, phase }) {
  const count = without.loads.length;
  const x = (second) => LEFT + (second / count) * (WIDTH - LEFT - 14);
  const panel = (top, title, { loads, smooth, budgets, held, turns }, budgeted) => {
    const y = (value) => top + HEIGHT - 30 - value * (HEIGHT - TOP - 34);
    const path = (values) =>
      values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
    const stress = [];
    for (let second = 0; second < count; second += phase) {
      if (stressed(second)) {
        stress.push(
          `<rect x="${x(second)}" y="${y(1)}" width="${x(second + phase) - x(second)}" height="${y(0) - y(1)}" fill="#d97706" fill-opacity=".13"/>`,
        );
      }
    }
    const low = setpoint * (1 - band);
    const high = setpoint * (1 + band);
    return [
      `<text x="${LEFT}" y="${top + 18}" font-weight="600">${title}: ${(held * 100).toFixed(0)} % of the settled time within ±${band * 100} % of the setpoint, ${turns} ${turns === 1 ? 'change' : 'changes'} of direction</text>`,
      ...stress,
      `<rect x="${LEFT}" y="${y(high)}" width="${x(count) - LEFT}" height="${y(low) - y(high)}" fill="#059669" fill-opacity=".16"/>`,
      ...[0, 0.5, 1].map(
        (value) =>
          `<line x1="${LEFT}" y1="${y(value)}" x2="${x(count)}" y2="${y(value)}" stroke="#94a3b8" stroke-opacity=".5"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${value * 100} %</text>`,
      ),
      `<line x1="${LEFT}" y1="${y(setpoint)}" x2="${x(count)}" y2="${y(setpoint)}" stroke="#059669" stroke-dasharray="5 4"/>`,
      `<path d="${path(loads)}" fill="none" stroke="#94a3b8" stroke-width=".8"/>`,
      ...(budgeted ? [`<path d="${path(budgets)}" fill="none" stroke="#7c3aed" stroke-width="1.4"/>`] : []),
      `<path d="${path(smooth)}" fill="none" stroke="#1d4ed8" stroke-width="2"/>`,
    ].join('\n');
  };
  const bottom = 2 * HEIGHT + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 26}" font-family="system-ui, sans-serif" font-size="12" fill="#334155">
<title>Utilisation of the processors, without a supervisor and with one</title>
<rect width="100%" height="100%" fill="#fff"/>
${panel(0, 'Without Venom', without, false)}
${panel(HEIGHT, 'With Venom', withVenom, true)}
<text x="${LEFT}" y="${bottom + 10}">CPU of the host each second (grey), over 10 s (blue); budget (violet); setpoint ±10 % (green); stress of 50 % (amber); ${count} s</text>
</svg>
`;
}
