import { useEffect, useRef, useState } from 'react';
import type { JsonObject } from '@backstage/types';
import { Button } from '@backstage/ui';
import { formLink } from './form-link';
import styles from './wizard.module.css';

/** Copies an address that opens the form as it is filled in now. */
export function CopyLink({ formData }: { readonly formData: JsonObject }) {
  const [said, setSaid] = useState('');
  const [shown, setShown] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (shown) input.current?.select();
  }, [shown]);

  const copy = async () => {
    const link = formLink(window.location.href, formData);
    if (link === undefined) {
      setShown(undefined);
      setSaid(
        'This description is too long for a link; keep it in a file for the command line.',
      );
      return;
    }
    try {
      await navigator.clipboard.writeText(link);
      setShown(undefined);
      setSaid('Copied. Whoever opens it sees this description in the form.');
    } catch {
      // Not every browser lets a page write to the clipboard.
      setShown(link);
      setSaid('Copy it from here:');
    }
  };
  return (
    <div className={styles.copyLink}>
      <Button size="small" variant="secondary" onPress={copy}>
        Copy link
      </Button>
      <span role="status">{said}</span>
      {shown ? (
        <input
          ref={input}
          readOnly
          aria-label="Link to this description"
          className={styles.link}
          value={shown}
        />
      ) : null}
    </div>
  );
}
