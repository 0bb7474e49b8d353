import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles({
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: 12,
    height: 2 * sidebarConfig.logoHeight,
    marginLeft: 20,
    color: '#fff',
    fontSize: 20,
    fontWeight: 600,
    letterSpacing: 0.5,
  },
});

/** Shield and name; the shield alone when the sidebar is narrow. */
export const Logo = () => {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <Link
      to="/"
      underline="none"
      className={classes.link}
      aria-label="Ameide, home"
    >
      <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
        <path
          d="M16 2 28 7v9c0 7-5 12-12 14C9 28 4 23 4 16V7z"
          fill="#2aa6a0"
        />
        <path
          d="m10.500 22 5.500-13 5.500 13M12.600 17.500h6.800"
          fill="none"
          stroke="#fff"
          strokeWidth="2.400"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {isOpen ? 'Ameide' : null}
    </Link>
  );
};
