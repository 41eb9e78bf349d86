import type { NodeAnswer } from '../calls/node-answer.js';

/** The topic of the audit trail: what operators asked for, kept as long as the log is told to. */
export const AUDIT_TOPIC = 'metamorphosis.audit';

/** What was asked of a manager. */
export interface AuditEntry {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly by: string;
  readonly what: string;
  /** As JSON, without the auth code. */
  readonly arguments: string;
  /** Absent while it is under way, or when the manager ended before it was told. */
  readonly answers?: readonly NodeAnswer[];
  /** Why it was refused as a whole. */
  readonly error?: string;
}

/** Reads an entry off the topic; undefined when it is none. */
export function parseAuditEntry(value: Uint8Array | null): AuditEntry | undefined {
  if (value === null) return undefined;
  let entry: unknown;
  try {
    entry = JSON.parse(new TextDecoder().decode(value));
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null) return undefined;
  const parts = entry as Readonly<Record<string, unknown>>;
  const texts = ['id', 'at', 'by', 'what', 'arguments'];
  return texts.every((name) => typeof parts[name] === 'string') ? (entry as AuditEntry) : undefined;
}
