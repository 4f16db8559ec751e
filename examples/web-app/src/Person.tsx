import type { ReactNode } from "react";

type Shown = { name?: string | null; headline?: string | null };

export function Person({ member, children }: { member: Shown; children?: ReactNode }) {
  const name = member.name ?? "";
  const initials = name
    .split(" ")
    .map((word) => word[0])
    .join("")
    .slice(0, 2);
  return (
    <div className="person">
      <span className="face" aria-hidden="true">
        {initials}
      </span>
      <div>
        <strong>{name}</strong>
        <small>{member.headline}</small>
        {children}
      </div>
    </div>
  );
}
