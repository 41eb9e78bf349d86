import { useRef, useState, type ReactElement } from 'react';
import { RegisterForm } from './register-form.js';
import type { Customer } from './use-customers.js';

interface CustomerPickerProps {
  readonly customers: readonly Customer[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly onRegistered: (customer: Customer) => void;
}

/** Who orders: one of the customers, or a new one. */
export function CustomerPicker(props: CustomerPickerProps): ReactElement {
  const { customers, chosen, onChoose, onRegistered } = props;
  const [registering, setRegistering] = useState(false);
  const select = useRef<HTMLSelectElement>(null);
  // Whoever filled in the form by keyboard goes on from here.
  const close = (): void => {
    setRegistering(false);
    select.current?.focus();
  };
  return (
    <section className="panel" aria-labelledby="customer-title">
      <h2 id="customer-title">Customer</h2>
      <label className="field">
        <span>Who orders</span>
        <select ref={select} value={chosen} onChange={(event) => onChoose(event.target.value)}>
          {customers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {registering ? (
        <RegisterForm
          onRegistered={(customer) => {
            close();
            onRegistered(customer);
          }}
          onCancel={close}
        />
      ) : (
        <button type="button" className="quiet" onClick={() => setRegistering(true)}>
          Register a new customer
        </button>
      )}
    </section>
  );
}
