import { errors } from '@metamorphosis/contract';

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** Asks a manager. Rejects with CONFIGURATION_INVALID, which says what it answered instead. */
export async function askManager(
  url: string,
  code: string,
  query: string,
): Promise<Readonly<Record<string, unknown>>> {
  let body: Body;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-auth-code': code,
        'x-client-name': 'gregor',
      },
      body: JSON.stringify({ query }),
    });
    body = (await response.json()) as Body;
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID([`No manager answers at ${url} (${reasonOf(cause)}).`], {
      cause,
    });
  }
  if (body.data && !body.errors) return body.data;
  const why = body.errors?.map(({ message }) => message).join(' ') ?? 'it answered no GraphQL';
  throw errors.CONFIGURATION_INVALID([`The manager at ${url} refused: ${why}`]);
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message?: string };
  return cause?.code ?? message ?? String(error);
}
