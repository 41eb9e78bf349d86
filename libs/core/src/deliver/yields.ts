import type { EventYield } from '../service/handlers.js';
import type { Progress } from '../service/progress.js';

/** True for what `progress` made. */
export function isProgress(value: unknown): value is Progress {
  return kindOf(value) === 'progress';
}

/** True for what a typed constructor or `to` made. */
export function isPublishable(value: unknown): value is EventYield {
  if (typeof value !== 'object' || value === null) return false;
  return kindOf(value) === 'routed' || ('definition' in value && 'data' in value);
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
}
