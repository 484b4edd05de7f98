"""The website's channel: sessions, the chat's HTTP interface, the widget, pages."""
