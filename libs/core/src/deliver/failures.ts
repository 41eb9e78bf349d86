/** Says no to a command by throwing: its outcome is REJECTED with this code, and none of its writes stay. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly brand = 'metamorphosis.rejection';

  constructor(
    /** Public: what clients switch on. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A failure that no repetition heals: the record is parked at once. */
export class Defect extends Error {
  override readonly name = 'Defect';
  readonly brand = 'metamorphosis.defect';
}

/** What to do about something thrown. */
export type FailureKind = 'rejection' | 'defect' | 'fault';

/**
 * Rejections and defects say what they are (by brand, so that copies of this package agree); errors
 * that only code can cause are defects; everything else may pass: a fault.
 */
export function classify(error: unknown): FailureKind {
  const brand = (error as { brand?: unknown } | null)?.brand;
  if (brand === 'metamorphosis.rejection') return 'rejection';
  if (brand === 'metamorphosis.defect') return 'defect';
  if (error instanceof ReferenceError || error instanceof SyntaxError) return 'defect';
  return 'fault';
}
