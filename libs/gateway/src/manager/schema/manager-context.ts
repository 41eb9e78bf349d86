import type { RequestContext } from '@metamorphosis/federation';

/** Who asks the manager, as far as it is known: the address, and the program if it said its name. */
export type ManagerContext = RequestContext & { readonly subject: string };
