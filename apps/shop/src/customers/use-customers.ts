import { useCallback, useEffect, useState } from 'react';
import { CustomersDocument, type CustomersQuery } from '../generated/graphql.js';
import { errorText } from '../shop-client/error-text.js';
import { useShop } from '../shop-client/use-shop.js';

export type Customer = CustomersQuery['customers']['edges'][number]['node'];

/** All customers, and how to add one that was just registered. */
export function useCustomers(): {
  readonly customers: readonly Customer[];
  readonly problem: string | undefined;
  readonly add: (customer: Customer) => void;
} {
  const shop = useShop();
  const [customers, setCustomers] = useState<readonly Customer[]>([]);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    shop
      .query(CustomersDocument, {}, { signal: leaving.signal })
      .then((loaded) => setCustomers(loaded.customers.edges.map(({ node }) => node)))
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) setProblem(errorText(error));
      });
    return () => leaving.abort();
  }, [shop]);
  const add = useCallback((customer: Customer) => {
    setCustomers((before) => [...before.filter(({ id }) => id !== customer.id), customer]);
  }, []);
  return { customers, problem, add };
}
