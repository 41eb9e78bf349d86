import type { OutgoingHttpHeaders } from 'node:http';

/** How a protocol writes a stream of answers. */
export interface StreamFormat {
  readonly headers: OutgoingHttpHeaders;
  /** Stands in front of everything. */
  readonly opening: string;
  answer(body: string, cursor: string | undefined): string;
  heartbeat(cursor: string | undefined): string;
  /** Nothing more comes. */
  readonly complete: string;
  /** Nothing more comes from here: the client goes on elsewhere. */
  goAway(cursor: string | undefined): string;
}
