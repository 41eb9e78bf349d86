import comments from '@eslint-community/eslint-plugin-eslint-comments';
import graphql from '@graphql-eslint/eslint-plugin';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { importRules, moduleBoundaries } from './tools/lint/boundaries.js';
import { datedTodo } from './tools/lint/rules/dated-todo.js';

const specs = ['**/*.spec.ts', '**/*.features.ts', '**/testing.ts', '**/testing/**/*.ts'];
const mayReadEnvironment = ['libs/wiring/**', 'tools/**', 'e2e/**', 'bench/**', ...specs];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      '.nx/**',
      '.services/**',
      'libs/cli/template/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    plugins: {
      '@nx': nx,
      '@eslint-community/eslint-comments': comments,
      workspace: { rules: { 'dated-todo': datedTodo } },
    },
    rules: {
      'workspace/dated-todo': 'error',
      // A suppression says why, behind `--`.
      '@eslint-community/eslint-comments/require-description': 'error',
      '@eslint-community/eslint-comments/no-unlimited-disable': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.specs.json', 'apps/shop/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // An error that was caught, or an abort's reason, is handed on as it is, whatever its type.
      '@typescript-eslint/only-throw-error': 'off',
      // A port's method may be async by contract where one adapter has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Write an `as const` object and its union.' },
        {
          selector: 'ThrowStatement > :matches(Literal, TemplateLiteral)',
          message: 'Throw an error of the catalogue.',
        },
        {
          selector: 'ExportAllDeclaration',
          message: 'Re-export by name: the list is the promise.',
        },
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'The environment is read in libs/wiring alone; take an option.',
        },
      ],
    },
  },
  {
    // What a server answered is looked into as it comes; a wrong guess fails the test, which is what it is for.
    files: [...specs, 'e2e/**/*.ts', 'bench/**/*.ts', '**/fixtures/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: mayReadEnvironment, rules: { 'no-restricted-properties': 'off' } },
  ...importRules,
  {
    // Each file stands for itself: merged, they repeat `@link`. What names mean is codegen's to check, with better words.
    files: ['schema/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      // The plugin asks a schema for the names of the root types, and for nothing else here.
      parserOptions: {
        graphQLConfig: {
          schema:
            'type Query { _: Boolean } type Mutation { _: Boolean } type Subscription { _: Boolean }',
        },
      },
    },
    rules: {
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          ignoredSelectors: [
            'ObjectTypeDefinition[name.value=Query]',
            'ObjectTypeDefinition[name.value=Mutation]',
            'ObjectTypeDefinition[name.value=Subscription]',
          ],
        },
      ],
      '@graphql-eslint/no-hashtag-description': 'error',
      '@graphql-eslint/description-style': ['error', { style: 'inline' }],
      '@graphql-eslint/naming-convention': [
        'error',
        {
          types: 'PascalCase',
          FieldDefinition: 'camelCase',
          InputValueDefinition: 'camelCase',
          Argument: 'camelCase',
          EnumValueDefinition: 'UPPER_CASE',
        },
      ],
    },
  },
);
