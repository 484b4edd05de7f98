/** <clinic-chat> in React's JSX: `import type {} from 'clinic-chat/react'`. */

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ClinicChat, ClinicChatAttributes } from './clinic-chat.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'clinic-chat': DetailedHTMLProps<HTMLAttributes<ClinicChat>, ClinicChat> & ClinicChatAttributes;
    }
  }
}
