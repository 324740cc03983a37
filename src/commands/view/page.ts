/** What pages have in common: one file, no script, nothing from elsewhere, light or dark as the reader has it. */

export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}

export const PAGE_STYLE = `
:root{color-scheme:light dark;--fg:#1f2328;--dim:#59636e;--bg:#fff;--line:#d1d9e0;--metric:#0969da;--score:#8250df;--alarm:#1a7f37;--false:#cf222e;--window:#fff1c2}
@media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--dim:#9198a1;--bg:#0d1117;--line:#30363d;--metric:#58a6ff;--score:#bc8cff;--alarm:#3fb950;--false:#ff7b72;--window:#4a3c12}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);margin:0}
main{max-width:1040px;margin:0 auto;padding:24px 16px}
h1{font-size:26px;margin:0 0 8px}h2{font-size:17px;margin:32px 0 0;overflow-wrap:anywhere}p{margin:4px 0 8px;color:var(--dim)}
pre{font:13px/1.5 ui-monospace,monospace;border:1px solid var(--line);border-radius:6px;padding:12px;overflow-x:auto}
svg{width:100%;height:auto;display:block}
.tick{font:11px ui-monospace,monospace;fill:var(--dim)}
`.trim();
