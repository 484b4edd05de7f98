/** The chat in a React app, with a button that asks a question, and a callback to count kinds of answers. */

import { useEffect, useRef } from 'react';
import type { ClinicChat, ClinicChatAttributes, ClinicChatEvents, ReplyAbout } from 'clinic-chat';
import type {} from 'clinic-chat/react';

interface Props extends ClinicChatAttributes {
  server: string;
  onReply?: (about: ReplyAbout) => void;
}

export function Chat({ onReply, ...attributes }: Props) {
  const chat = useRef<ClinicChat>(null);

  // Only in the browser: a server has no custom elements.
  useEffect(() => {
    void import('clinic-chat');
  }, []);

  useEffect(() => {
    const element = chat.current;
    const heard = ({ detail }: ClinicChatEvents['clinic-chat:reply']) => onReply?.(detail);
    element?.addEventListener('clinic-chat:reply', heard);
    return () => element?.removeEventListener('clinic-chat:reply', heard);
  }, [onReply]);

  return (
    <>
      <button type="button" onClick={() => chat.current?.ask('What happens in a session?')}>
        Ask about sessions
      </button>
      <clinic-chat ref={chat} {...attributes} />
    </>
  );
}
