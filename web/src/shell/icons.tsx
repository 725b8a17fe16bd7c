// The few signs of the workbench, drawn in the colour of the text around them. They never stand alone: each has words
// beside it or a label on its button.
import type { ReactNode } from "react";

function sign(shape: ReactNode) {
  return function Sign({ size = 18 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {shape}
      </svg>
    );
  };
}

export const OverviewSign = sign(
  <>
    <path d="M3 14h14M5.5 14a4.5 4.5 0 0 1 9 0" />
    <path d="M10 4v2.2M4.3 6.8l1.5 1.6M15.7 6.8l-1.5 1.6" />
  </>,
);
export const FilesSign = sign(<path d="M3 5.5h5l1.6 2H17v8.5H3zM3 10.5h14" />);
export const SearchSign = sign(
  <>
    <circle cx="8.8" cy="8.8" r="5.3" />
    <path d="m12.8 12.8 4 4" />
  </>,
);
export const ReaderSign = sign(<path d="M5 3h7l3.5 3.5V17H5zM8 9h5M8 12h5M8 15h3" />);
export const ListsSign = sign(<path d="M3.500 5.5h0M3.500 10h0M3.500 14.5h0M7 5.5h10M7 10h10M7 14.5h6" />);
export const ClaimsSign = sign(<path d="M4 4h12v9H9l-3.5 3v-3H4zM7.5 7h5M7.5 10h3" />);
export const NamesSign = sign(
  <>
    <circle cx="7.5" cy="7" r="2.7" />
    <path d="M2.8 16c.4-3 2.2-4.5 4.7-4.5s4.3 1.5 4.7 4.500M12.5 5.200a2.5 2.5 0 0 1 0 4.700M14.5 11.900c1.5.600 2.5 1.9 2.8 4.1" />
  </>,
);
export const ChatsSign = sign(<path d="M3 4h9v7H7l-2.5 2v-2H3zM14 8h3v7h-1.500v2L13 15H9v-1.5" />);
export const TablesSign = sign(<path d="M3 4h14v12H3zM3 8h14M3 12h14M8 4v12" />);
export const TimelineSign = sign(
  <>
    <path d="M3 10h14" />
    <circle cx="6" cy="10" r="1.6" />
    <circle cx="13" cy="10" r="1.6" />
    <path d="M6 5v2.500M13 12.500V15" />
  </>,
);
export const ImagesSign = sign(
  <>
    <path d="M3 4h14v12H3zM3 13l4-4 4 4 2.500-2.500L17 14" />
    <circle cx="13" cy="7.500" r="1.2" />
  </>,
);
export const MaskSign = sign(
  <>
    <path d="M2.500 10c2-3.300 4.500-5 7.500-5s5.500 1.700 7.500 5c-2 3.300-4.500 5-7.500 5s-5.500-1.700-7.500-5z" />
    <path d="M4 16 16 4" />
  </>,
);
export const SunSign = sign(
  <>
    <circle cx="10" cy="10" r="3.4" />
    <path d="M10 2.5v1.8M10 15.7v1.8M2.5 10h1.8M15.7 10h1.8M4.7 4.7 6 6M14 14l1.3 1.3M15.3 4.7 14 6M6 14l-1.3 1.3" />
  </>,
);
export const MoonSign = sign(<path d="M16 12.2A6.8 6.8 0 0 1 7.8 4a6.8 6.8 0 1 0 8.2 8.2z" />);
export const HalfSign = sign(
  <>
    <circle cx="10" cy="10" r="6.5" />
    <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
  </>,
);
export const KeysSign = sign(<path d="M2.5 5.5h15v9h-15zM5.5 8.5h0M8.5 8.5h0M11.5 8.5h0M14.5 8.5h0M6.5 11.7h7" />);
export const CloseSign = sign(<path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />);
export const DownSign = sign(<path d="m5.5 8 4.5 4.5L14.5 8" />);
export const UpSign = sign(<path d="m5.5 12.5 4.5-4.5 4.5 4.5" />);
export const RightSign = sign(<path d="m8 5.5 4.5 4.5L8 14.5" />);
export const CopySign = sign(<path d="M7 7V3.5h9.5V13H13M3.5 7H13v9.5H3.5z" />);
export const QuoteSign = sign(
  <path d="M4 12.5V9c0-2 1-3.5 3-4M4 9h3.5v4.5H4M11.5 12.5V9c0-2 1-3.5 3-4M11.5 9H15v4.5h-3.5" />,
);
export const SaveSign = sign(<path d="M10 3v9M6.5 8.8 10 12.3l3.5-3.5M3.5 13.5v3h13v-3" />);
export const FolderSign = sign(<path d="M3 5h5l1.6 2H17v8.5H3z" />);
export const BoxSign = sign(<path d="M3.5 6.5 10 3l6.5 3.5v7L10 17l-6.5-3.5zM3.5 6.5 10 10l6.5-3.5M10 10v7" />);
export const InfoSign = sign(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 9v4.5M10 6.4h0" />
  </>,
);
export const TargetSign = sign(
  <>
    <circle cx="10" cy="10" r="5" />
    <path d="M10 2.5v3M10 14.5v3M2.5 10h3M14.5 10h3" />
  </>,
);
