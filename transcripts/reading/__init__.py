"""What formats share: from lines, cues or markup to turns, people, sections and facts. Pure, no Django."""
