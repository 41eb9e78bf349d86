import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@metamorphosis/source'] },
  ssr: { resolve: { conditions: ['@metamorphosis/source'] } },
  test: { passWithNoTests: false },
});
