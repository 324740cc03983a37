/** Bodies that hooks understand: our own document, Alertmanager's API v2, and Slack's incoming webhooks. */
import type { Action } from '../core/beat-record.ts';
import type { Intent } from './action.ts';
import { decisionText } from './decision.ts';

export const WEBHOOK_FORMATS = ['json', 'alertmanager', 'slack'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** @param instance what is supervised, as alerts name it */
export function webhookBody(format: WebhookFormat, intent: Intent, instance: string): string {
  switch (format) {
    case 'json':
      return decisionText(intent);
    case 'alertmanager':
      return JSON.stringify([alert(intent, instance)]);
    case 'slack':
      return JSON.stringify({ text: slackText(intent, instance) });
  }
}

const SEVERITY: Readonly<Record<Action, string>> = {
  QUARANTINE: 'critical',
  ALERT: 'warning',
  APPLY_BALANCE: 'info',
  APPLY_OPTIMIZE: 'info',
  NOOP: 'none',
};

/**
 * One alert of `POST /api/v2/alerts` (prometheus/alertmanager api/v2/openapi.yaml, postableAlert). What tells alerts
 * apart is in the labels, so that the next act of the same kind renews it; no end is given, Alertmanager's
 * `resolve_timeout` ends it.
 */
function alert(intent: Intent, instance: string): object {
  const { action, beat, id, reason, timestamp } = intent;
  return {
    labels: { alertname: 'VenomAction', action, instance, severity: SEVERITY[action] },
    annotations: { summary: `${action} on ${instance}`, description: reason, beat: String(beat), intent: id },
    startsAt: new Date(timestamp * 1000).toISOString(),
  };
}

function slackText({ action, beat, reason, id }: Intent, instance: string): string {
  return `*${action}* on ${escaped(instance)} at beat ${beat}: ${escaped(reason)}\nintent \`${id.slice(0, 16)}\``;
}

/** Slack's three control characters: without them no text is a link, a mention or a channel. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
