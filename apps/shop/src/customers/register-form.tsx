import { useState, type FormEvent, type ReactElement } from 'react';
import { errorText } from '../shop-client/error-text.js';
import { useShop } from '../shop-client/use-shop.js';
import type { Customer } from './use-customers.js';

interface RegisterFormProps {
  readonly onRegistered: (customer: Customer) => void;
  readonly onCancel: () => void;
}

/** Registers a customer and waits for it: the synchronous form of a command. */
export function RegisterForm({ onRegistered, onCancel }: RegisterFormProps): ReactElement {
  const shop = useShop();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');

  const register = async (name: string, email: string): Promise<string> => {
    const outcome = await shop.commands.registerCustomer({ name, email });
    switch (outcome.state) {
      case 'SUCCEEDED':
        onRegistered({ id: outcome.result.id, name, email });
        return '';
      case 'REJECTED':
        return outcome.rejection
          ? `Somebody is registered as ${outcome.rejection.email} already.`
          : outcome.error.message;
      case 'FAILED':
        return 'That did not work, and will be looked into. Please try again later.';
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const text = (name: string): string => (values.get(name) as string).trim();
    setBusy(true);
    register(text('name'), text('email'))
      .catch(errorText)
      .then((said) => {
        setBusy(false);
        setProblem(said);
      })
      .catch(() => undefined);
  };

  return (
    <form className="register" onSubmit={submit} aria-label="Register a new customer">
      <label className="field">
        <span>Name</span>
        <input name="name" required autoFocus autoComplete="name" />
      </label>
      <label className="field">
        <span>Email</span>
        <input name="email" type="email" required autoComplete="email" />
      </label>
      {problem !== '' && (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
      <div className="row">
        <button type="submit" aria-disabled={busy}>
          {busy ? 'Registering …' : 'Register'}
        </button>
        <button type="button" className="quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
