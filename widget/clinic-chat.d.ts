/** Types of <clinic-chat>: the element, its attributes and its events, which README.md explains. */

export type ReplyKind = 'answer' | 'uncovered' | 'clinic' | 'urgent' | 'off_topic' | 'smalltalk' | 'clarify';

/** The kind of an answer; events never tell what anybody wrote. */
export interface ReplyAbout {
  readonly kind: ReplyKind;
  readonly topic?: string | null;
  readonly treatment?: 'prp' | 'exosomes' | 'both' | null;
}

export interface ClinicChatAttributes {
  /** Address of the bot. Needed with this package; the bot's own copy takes the script's address. */
  server?: string;
  page?: string;
  lang?: string;
  theme?: 'light' | 'dark';
  color?: string;
  'color-dark'?: string;
  logo?: string;
  position?: 'start';
  label?: string;
  greeting?: string;
  teaser?: string;
  phone?: string;
  'booking-url'?: string;
  /** On if it is set, whatever its value; leave it out for off. */
  'open-on-load'?: '' | true;
  hidden?: boolean;
}

export interface ClinicChatEvents {
  'clinic-chat:ready': CustomEvent<unknown>;
  'clinic-chat:open': CustomEvent<unknown>;
  'clinic-chat:close': CustomEvent<unknown>;
  'clinic-chat:send': CustomEvent<unknown>;
  'clinic-chat:reply': CustomEvent<ReplyAbout>;
  'clinic-chat:rate': CustomEvent<ReplyAbout & { readonly value: 'up' | 'down' }>;
  /** Status 0: the bot was not reached. */
  'clinic-chat:error': CustomEvent<{ readonly status: number }>;
  'clinic-chat:erase': CustomEvent<unknown>;
}

export class ClinicChat extends HTMLElement {
  readonly isOpen: boolean;
  /** With `focus: false` the keyboard focus stays where it is. */
  open(options?: { focus?: boolean }): Promise<void>;
  close(): void;
  toggle(): void;
  /** Asks as the visitor. */
  ask(text: string): Promise<void>;
  restart(): Promise<void>;
  erase(): Promise<void>;
  print(): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    'clinic-chat': ClinicChat;
  }
  /** The events bubble: every element above, the document and the window receive them. */
  interface GlobalEventHandlersEventMap extends ClinicChatEvents {}
}
