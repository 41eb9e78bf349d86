import { createContext, useContext } from 'react';
import type { ShopClient } from './shop-client.js';

export const ShopContext = createContext<ShopClient | undefined>(undefined);

/** The page's client. */
export function useShop(): ShopClient {
  const client = useContext(ShopContext);
  if (!client) throw new Error('There is no ShopContext around this component.');
  return client;
}
