"""The line icons of the pages, as the inside of a 24 by 24 SVG."""

ICONS = {
    "swap": '<path d="M7 4v15M3.5 15.5 7 19l3.5-3.5M17 20V5M13.5 8.5 17 5l3.5 3.5"/>',
    "warn": '<path d="M12 4 2.8 19.5h18.4zM12 10v4M12 17h.01"/>',
    "bad": '<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6M15 9l-6 6"/>',
    "ok": '<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.8 2.8L16 9.5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8h.01"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
    "down": '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M4 20h16"/>',
    "calendar": '<rect x="4" y="5" width="16" height="15" rx="2"/><path d="M4 10h16M9 3v4M15 3v4"/>',
    "print": '<path d="M7 8V4h10v4M7 17H4V8h16v9h-3"/><path d="M7 14h10v6H7z"/>',
    "wheelchair": '<circle cx="10" cy="4.5" r="1.6"/><path d="M10 8v6h5l3 5M10 10.5h4.5M7.5 11.5a5 5 0 1 0 6.6 6.3"/>',
    "companion": '<circle cx="8" cy="6" r="2.2"/><circle cx="16.5" cy="7.5" r="1.8"/>'
    '<path d="M4.5 20v-5a3.5 3.5 0 0 1 7 0v5M14 20v-4.5a2.5 2.5 0 0 1 5 0V20"/>',
    "bicycle": '<circle cx="6" cy="16" r="3.5"/><circle cx="18" cy="16" r="3.5"/>'
    '<path d="m6 16 4-7h6l2 7M10 9l4 7M8.5 6.5H11M15 6.5h2l-1 2.5"/>',
    "left": '<path d="M14.5 5.5 8 12l6.5 6.5"/>',
    "right": '<path d="M9.5 5.5 16 12l-6.5 6.5"/>',
}
