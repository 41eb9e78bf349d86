/** The gateway's port where PORT does not say otherwise. */
export const GATEWAY_PORT = 4000;
