/**
 * The extension that stands as `true` beside an error which a subgraph means for clients although its code is none of the
 * catalogue's: a domain's own. Gateways show it in production too, and take the mark off.
 */
export const PUBLIC_MARK = 'public';
