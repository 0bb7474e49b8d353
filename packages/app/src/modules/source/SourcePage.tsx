import {
  CodeSnippet,
  Content,
  EmptyState,
  Link,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { makeStyles } from '@material-ui/core/styles';
import { Route, Routes, useParams } from 'react-router-dom';
import useAsync from 'react-use/esm/useAsync';
import { sourceApiRef } from './source-api';
import { sourcePath } from './source-address';

const useStyles = makeStyles(theme => ({
  layout: {
    display: 'grid',
    gap: theme.spacing(3),
    gridTemplateColumns: 'minmax(14rem, 22rem) minmax(0, 1fr)',
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  files: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    maxHeight: '75vh',
    overflow: 'auto',
    overflowWrap: 'anywhere',
    [theme.breakpoints.down('sm')]: { maxHeight: '30vh' },
  },
  current: { fontWeight: 'bold' },
  text: { minWidth: 0, fontSize: 13 },
}));

const languages: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  sql: 'sql',
  md: 'markdown',
  proto: 'protobuf',
};

/** Link to one file; every segment is encoded for itself. */
function filePath(name: string, file: string): string {
  const segments = [name, ...file.split('/')].map(encodeURIComponent);
  return [sourcePath, ...segments].join('/');
}

function FileList(props: {
  readonly name: string;
  readonly files: readonly string[];
  readonly current: string;
}) {
  const classes = useStyles();
  return (
    <nav aria-label="Files">
      <ul className={classes.files}>
        {props.files.map(file => (
          <li key={file}>
            <Link
              to={filePath(props.name, file)}
              {...(file === props.current
                ? { className: classes.current, 'aria-current': 'page' }
                : {})}
            >
              {file}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function FileText(props: { readonly name: string; readonly path: string }) {
  const classes = useStyles();
  const api = useApi(sourceApiRef);
  const { loading, error, value } = useAsync(
    () => api.read(props.name, props.path),
    [api, props.name, props.path],
  );
  if (loading) return <Progress />;
  if (error) return <ResponseErrorPanel error={error} />;
  if (!value) return null;
  if (value.text === null) {
    return (
      <EmptyState
        missing="content"
        title="This file is not shown"
        description={`${value.path} is binary or too large to read here (${value.size} bytes).`}
      />
    );
  }
  const extension = props.path.split('.').pop() ?? '';
  return (
    <section className={classes.text} aria-label={value.path}>
      <CodeSnippet
        text={value.text}
        language={languages[extension] ?? 'text'}
        showLineNumbers
        showCopyCodeButton
      />
    </section>
  );
}

/** One local repository: its files on the left, the chosen one on the right. */
function Repository() {
  const { name = '', '*': path = '' } = useParams();
  const classes = useStyles();
  const api = useApi(sourceApiRef);
  const { loading, error, value } = useAsync(() => api.list(name), [api, name]);
  if (loading) return <Progress />;
  if (error) return <ResponseErrorPanel error={error} />;
  if (!value) return null;
  const shown = path || (value.files.includes('README.md') ? 'README.md' : '');
  return (
    <Flex direction="column" gap="4">
      <Text as="p">
        <Link to={`/catalog/default/component/${encodeURIComponent(name)}`}>
          {name}
        </Link>{' '}
        at commit {value.commit.slice(0, 12)}, {value.files.length} files
      </Text>
      <div className={classes.layout}>
        <FileList name={name} files={value.files} current={shown} />
        {shown ? <FileText name={name} path={shown} /> : null}
      </div>
    </Flex>
  );
}

/** Shows the source of components that live in local repositories. */
export const SourcePage = () => (
  <Content>
    <Routes>
      <Route path=":name/*" element={<Repository />} />
      <Route
        path="*"
        element={
          <EmptyState
            missing="content"
            title="Choose a component"
            description="Open a component in the catalog and follow View source."
          />
        }
      />
    </Routes>
  </Content>
);
