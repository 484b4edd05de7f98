/** Types of <clinic-chat>: the element, its attributes and its events. README.md says what each is for. */

export type ReplyKind = 'answer' | 'uncovered' | 'clinic' | 'urgent' | 'off_topic' | 'smalltalk' | 'clarify';

/** Which kind of answer was given; what anybody wrote is not told. */
export interface ReplyAbout {
  readonly kind: ReplyKind;
  readonly topic?: string | null;
  readonly treatment?: 'prp' | 'exosomes' | 'both' | null;
}

export interface ClinicChatAttributes {
  /** Address of the bot. Needed with this package; on the bot's own copy it is where the script comes from. */
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
  /** Set is on, whatever the value: leave it out for off. */
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
  /** 0: the bot was not reached. */
  'clinic-chat:error': CustomEvent<{ readonly status: number }>;
  'clinic-chat:erase': CustomEvent<unknown>;
}

export class ClinicChat extends HTMLElement {
  readonly isOpen: boolean;
  /** `focus: false` leaves the keyboard where it is. */
  open(options?: { focus?: boolean }): Promise<void>;
  close(): void;
  toggle(): void;
  /** In the visitor's name. */
  ask(text: string): Promise<void>;
  restart(): Promise<void>;
  erase(): Promise<void>;
  print(): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    'clinic-chat': ClinicChat;
  }
  /** They bubble: every element, the document and the window hear them. */
  interface GlobalEventHandlersEventMap extends ClinicChatEvents {}
}
